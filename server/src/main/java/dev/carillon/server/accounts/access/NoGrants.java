package dev.carillon.server.accounts.access;

import dev.carillon.server.assets.folder.Grants;
import dev.carillon.server.assets.folder.Permissions;
import dev.carillon.server.assets.folder.TreePath;
import java.util.List;
import java.util.Set;

/** What one may do who is disabled, or not there any more. */
record NoGrants() implements Grants {

  @Override
  public Permissions at(TreePath folder) {
    return Permissions.NONE;
  }

  @Override
  public boolean leadsOn(TreePath folder) {
    return false;
  }

  @Override
  public List<Set<String>> layers() {
    return List.of();
  }

  @Override
  public List<Set<String>> readLayers() {
    return List.of();
  }

  @Override
  public boolean everything() {
    return false;
  }

  @Override
  public String username() {
    return "";
  }
}
