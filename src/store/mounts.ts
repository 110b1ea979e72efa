/** The kind of file system (`ext4`, `nfs4`) that holds a path, by the text of Linux's `/proc/self/mountinfo`; or null. */
export function fileSystemOf(path: string, mountinfo: string): string | null {
  let found: { readonly at: string; readonly type: string } | null = null;
  for (const line of mountinfo.split('\n')) {
    // 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext4 /dev/root rw (proc_pid_mountinfo(5))
    const [before, after] = line.split(' - ');
    const at = before
      ?.split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
    const type = after?.split(' ')[0];
    if (at === undefined || type === undefined) continue;
    const holds = at === '/' || path === at || path.startsWith(`${at}/`);
    // Of two mounts on one point the later hides the earlier.
    if (holds && (!found || at.length >= found.at.length)) found = { at, type };
  }
  return found?.type ?? null;
}

const network =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|ceph|lustre|beegfs|afs|gpfs|ocfs2|gfs2|fuse\.(?:glusterfs|sshfs|s3fs|ceph|juicefs|rclone))$/;

/** Whether the file system is reached over a network: SQLite's log needs memory that all its processes share. */
export function isNetworkFileSystem(type: string): boolean {
  return network.test(type);
}
