package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.folder.UserPermissions;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.CurrentCall;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whether somebody sees an asset: the user for whom the present thread asks, else the caller whom
 * it answers; the server sees all.
 */
public record SeenByCaller(Changes changes, PermissionSource permissionSource)
    implements Predicate<String> {

  private static final ScopedValue<UserPermissions> USER = ScopedValue.newInstance();

  /** Asks for a user, whatever the caller is: the owner of a link that a guest opens. */
  public static <T> T as(UserPermissions user, Supplier<T> work) {
    return ScopedValue.where(USER, user).call(work::get);
  }

  @Override
  public boolean test(String assetId) {
    if (USER.isBound()) {
      return sees(USER.get(), assetId);
    }
    Optional<Caller> caller = CurrentCall.get().flatMap(call -> call.knownCaller());
    return caller.isEmpty() || sees(permissionSource.of(caller.get().username()), assetId);
  }

  private boolean sees(UserPermissions permissions, String assetId) {
    return permissions.everything()
        || changes
            .read(c -> AssetStore.find(c, assetId))
            .filter(asset -> AssetPermissions.permits(permissions, asset, Permission.VIEW))
            .isPresent();
  }
}
