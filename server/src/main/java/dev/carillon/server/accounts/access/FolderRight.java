package dev.carillon.server.accounts.access;

import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;

/** What a holder may do in a folder, and in all inside it that have no right of the same holder. */
record FolderRight(TreePath path, Grantee holder, Permissions permissions) {}
