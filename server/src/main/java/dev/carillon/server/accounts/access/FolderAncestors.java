package dev.carillon.server.accounts.access;

import java.util.ArrayList;
import java.util.List;

/** Which folders inherit from which, by their paths' keys. */
final class FolderAncestors {

  /** What private zones are in: nothing is inherited from here into them. */
  static final String ZONES = "/users";

  private FolderAncestors() {}

  /**
   * The folder itself and those that it inherits from, nearest first: up to the root, or up to the
   * private zone that it is in.
   */
  static List<String> upwards(String folder) {
    List<String> all = new ArrayList<>();
    String at = folder;
    all.add(at);
    while (!at.equals("/") && !zone(at)) {
      at = parent(at);
      all.add(at);
    }
    return all;
  }

  /** The folder that this one is in; not for the root. */
  static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash <= 0 ? "/" : folder.substring(0, slash);
  }

  /** Whether it is somebody's private zone. */
  static boolean zone(String folder) {
    return folder.startsWith(ZONES + "/") && folder.indexOf('/', ZONES.length() + 1) < 0;
  }

  /** Whether it is this folder or inside it. */
  static boolean within(String key, String folder) {
    return key.equals(folder) || folder.equals("/") || key.startsWith(folder + "/");
  }
}
