/**
 * Rules of AWS's managed groups that are known to turn honest requests away, and such as hardly ever do. Names as in
 * "AWS Managed Rules rule groups list" of the WAF developer guide; AWS spells them differently in labels and samples.
 */
const NOISY = [
  'SizeRestrictions_BODY',
  'SizeRestrictions_QUERYSTRING',
  'SizeRestrictions_Cookie_HEADER',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'GenericLFI_BODY',
  'CrossSiteScripting_BODY',
  'CrossSiteScripting_COOKIE',
  'SQLi_BODY',
  'SQLi_COOKIE',
  'SQLiExtendedPatterns_BODY',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'RestrictedExtensions_URIPATH',
  'NoUserAgent_HEADER',
  'UNIXShellCommandsVariables_BODY',
  'PHPHighRiskMethodsVariables_BODY',
  'AdminProtection_URIPATH',
  'HostingProviderIPList',
  'AnonymousIPList',
  'SignalNonBrowserUserAgent',
  'CategoryHttpLibrary',
  'CategoryMonitoring',
  'TGT_VolumetricIpTokenAbsent',
].map(plain);

/** Names, or what they begin with. */
const ATTACKS = [
  'Log4JRCE_',
  'JavaDeserializationRCE_',
  'ExploitablePaths_URIPATH',
  'AWSManagedReconnaissanceList',
  'AWSManagedIPReputationList',
  'AWSManagedIPDDoSList',
  'WordPressExploitable',
  'PROPFIND_METHOD',
  'Host_localhost_HEADER',
].map(plain);

/** Where only scanners look. */
export const SCANNER_PATH =
  /\/\.(?:env|git|aws|svn|ssh)|\/wp-|\/phpmyadmin|\/actuator|\/cgi-bin|\.\.(?:%2f|\/)|\$\{jndi:|\/etc\/passwd|\/xmlrpc\.php|\/vendor\/phpunit|\/boaform|\/solr\/admin/i;

export const ATTACK_TOOL = /sqlmap|nikto|nuclei|masscan|zgrab|gobuster|dirbuster|wpscan|acunetix|nessus|hydra/i;
/** Libraries say nothing by themselves; without a session they are scripts. */
export const SCRIPT = /^(?:python-requests|python-urllib|curl|wget|go-http-client|libwww-perl|scrapy)/i;

export const BROWSER = /^Mozilla\/5\.0 .*(?:AppleWebKit|Gecko|Trident)/;

/** Services that call on purpose: uptime monitors, payment and chat webhooks, crawlers of search engines. */
export const KNOWN_CALLER =
  /UptimeRobot|Pingdom|StatusCake|Datadog|Site24x7|Better ?(?:Stack|Uptime)|Route ?53-Health|NewRelicPinger|Stripe\/|PayPal|Adyen|Shopify|GitHub-Hookshot|Slackbot|Twilio|SendGrid|Googlebot|bingbot/i;

/** The groups that say who somebody is, rather than what a request holds. */
export const GROUPS = {
  reputation: 'AWSManagedRulesAmazonIpReputationList',
  anonymous: 'AWSManagedRulesAnonymousIpList',
  bots: 'AWSManagedRulesBotControlRuleSet',
} as const;

/** Which group puts labels of a namespace on requests: `awswaf:managed:aws:core-rule-set:…`. */
const NAMESPACES: Readonly<Record<string, string>> = {
  'core-rule-set': 'AWSManagedRulesCommonRuleSet',
  'admin-protection': 'AWSManagedRulesAdminProtectionRuleSet',
  'known-bad-inputs': 'AWSManagedRulesKnownBadInputsRuleSet',
  'sql-database': 'AWSManagedRulesSQLiRuleSet',
  'linux-os': 'AWSManagedRulesLinuxRuleSet',
  'posix-os': 'AWSManagedRulesUnixRuleSet',
  'windows-os': 'AWSManagedRulesWindowsRuleSet',
  'php-app': 'AWSManagedRulesPHPRuleSet',
  'wordpress-app': 'AWSManagedRulesWordPressRuleSet',
  'amazon-ip-list': GROUPS.reputation,
  'anonymous-ip-list': GROUPS.anonymous,
  'bot-control': GROUPS.bots,
};

/** One spelling for a rule's name: `SizeRestrictions_BODY` and `SizeRestrictions_Body` are one rule. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
}

export function isNoisy(rule: string | null): boolean {
  return rule !== null && NOISY.includes(plain(rule));
}

export function isAttackRule(rule: string | null): boolean {
  return rule !== null && ATTACKS.some((name) => plain(rule).startsWith(name));
}

/** The managed group and rule that a label tells of; null for labels of one's own. */
export function labelledBy(label: string): { readonly group: string; readonly rule: string } | null {
  const [vendor, , , namespace = '', ...rest] = label.split(':');
  const group = NAMESPACES[namespace];
  return vendor === 'awswaf' && group ? { group, rule: rest.at(-1) ?? '' } : null;
}
