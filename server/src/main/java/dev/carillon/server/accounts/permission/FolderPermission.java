package dev.carillon.server.accounts.permission;

import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;

/**
 * What a grantee may do in a folder, and in all inside it that have no permission of the same
 * grantee.
 */
record FolderPermission(TreePath path, Grantee grantee, Permissions permissions) {}
