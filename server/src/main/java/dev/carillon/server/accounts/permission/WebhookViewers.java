package dev.carillon.server.accounts.permission;

import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.webhooks.payload.AssetViewers;
import dev.carillon.server.webhooks.payload.Viewer;
import java.util.Optional;

/** The users and groups on whose behalf webhooks get events, as the accounts know them. */
public record WebhookViewers(PermissionWiring permissions) implements AssetViewers.Directory {

  /** A user who has the name of one that was removed sees nothing by that one's webhooks. */
  @Override
  public Optional<UserPermissions> ofUser(String username, String id) {
    return permissions
        .accounts()
        .activeId(username)
        .filter(id::equals)
        .map(active -> permissions.source().of(username));
  }

  @Override
  public Optional<UserPermissions> ofGroup(String id) {
    return permissions.source().ofGroup(id);
  }

  @Override
  public Optional<Viewer.OfUser> user(String username) {
    return permissions
        .accounts()
        .activeId(username)
        .map(id -> new Viewer.OfUser(permissions.accounts().registered(username), id));
  }

  @Override
  public Optional<Viewer.OfGroup> group(String nameOrId) {
    return permissions.group(nameOrId).map(group -> new Viewer.OfGroup(group.name(), group.id()));
  }
}
