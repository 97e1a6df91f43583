package dev.carillon.server.assets.asset;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Caller;
import dev.carillon.server.platform.http.CurrentCall;
import java.util.function.Supplier;

/**
 * Who does something.
 *
 * @param user the user's name; {@code system} for the server itself; empty for a guest
 * @param address where the call comes from; empty where there is none
 */
public record Actor(String user, String address) {

  /** The server itself. */
  public static final Actor SYSTEM = new Actor("system", "");

  private static final ScopedValue<Actor> GUEST = ScopedValue.newInstance();
  private static final ScopedValue<Actor> ACTING = ScopedValue.newInstance();

  /** Does something for a person without an account, by the permissions of another user. */
  public static <T> T guest(Call call, Supplier<T> work) {
    Actor guest = new Actor("", call.remoteAddress().getHostAddress());
    return ScopedValue.where(GUEST, guest).call(work::get);
  }

  /** Does something in a user's name where no call is answered. */
  public static <T> T as(String user, Supplier<T> work) {
    return ScopedValue.where(ACTING, new Actor(user, "")).call(work::get);
  }

  /**
   * Whose call the present thread answers, or in whose name it acts, as a {@link ScopedValue} says;
   * else the server.
   */
  public static Actor present() {
    return GUEST.isBound() ? GUEST.get() : known();
  }

  private static Actor known() {
    return CurrentCall.get()
        .map(
            call ->
                new Actor(
                    call.knownCaller().map(Caller::username).orElse(SYSTEM.user()),
                    call.remoteAddress().getHostAddress()))
        .orElseGet(() -> ACTING.orElse(SYSTEM));
  }

  /** Who made a change where no call did: whom the asset names as its modifier since. */
  Actor orModifierOf(AssetChange change) {
    if (!equals(SYSTEM)) {
      return this;
    }
    Metadata after = change.shown().metadata();
    boolean named =
        switch (change) {
          case AssetChange.Created created -> true;
          case AssetChange.Updated updated ->
              !updated.before().metadata().get("assetModified").equals(after.get("assetModified"));
          case AssetChange.Restored restored -> false;
          case AssetChange.Removed removed -> false;
        };
    return named ? new Actor(after.text("assetModifier"), "") : this;
  }
}
