package dev.carillon.server.webhooks.payload;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.assets.folder.UserPermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows what users and groups may see at present, for webhooks on behalf of one of them. Filters
 * are read before the accounts are opened; until these are connected, it is not known what may be
 * seen.
 */
public final class AssetViewers {

  private volatile @Nullable Directory directory;

  /** Asks this from now on. */
  public void connect(Directory accounts) {
    directory = accounts;
  }

  /**
   * What the viewer of a webhook may see; empty where the user or the group was removed, the user
   * is disabled, or nothing is permitted to the group.
   *
   * @throws HooksException if the database cannot say it, or the accounts are not open yet
   */
  public Optional<UserPermissions> permissions(Viewer viewer) {
    return switch (viewer) {
      case Viewer.Unrestricted _ -> Optional.of(UserPermissions.everything(""));
      case Viewer.OfUser(String username, String id) -> directory().ofUser(username, id);
      case Viewer.OfGroup(String _, String id) -> directory().ofGroup(id);
    };
  }

  /** The active user of this name, upper and lower case alike. */
  public Optional<Viewer.OfUser> user(String username) {
    return directory().user(username);
  }

  /** The group of this id or name. */
  public Optional<Viewer.OfGroup> group(String nameOrId) {
    return directory().group(nameOrId);
  }

  private Directory directory() {
    Directory connected = directory;
    if (connected == null) {
      throw new HooksException(
          HooksException.Code.STORE_UNAVAILABLE,
          "The users and groups are not open yet, so it is not known what a webhook may show");
    }
    return connected;
  }

  /** Where users, groups and their permissions are kept. Asked for each event, so from memory. */
  public interface Directory {

    /** What the user of this name and id may see; empty where that one is gone or disabled. */
    Optional<UserPermissions> ofUser(String username, String id);

    /** What this group may see; empty where it is gone, or nothing is permitted to it. */
    Optional<UserPermissions> ofGroup(String id);

    /** The active user of this name. */
    Optional<Viewer.OfUser> user(String username);

    /** The group of this id or name. */
    Optional<Viewer.OfGroup> group(String nameOrId);
  }
}
