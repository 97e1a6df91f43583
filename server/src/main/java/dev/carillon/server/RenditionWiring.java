package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.access.AccessFeature;
import dev.carillon.server.accounts.login.Accounts.Membership;
import dev.carillon.server.assets.AssetFeature;
import dev.carillon.server.assets.preview.ExternalPreviews;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.RenditionPresetsApi;
import dev.carillon.server.assets.preview.external.ExternalFeature;
import dev.carillon.server.operations.health.Check;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Renditions beside the server's own previews: presets of users, and external engines. */
final class RenditionWiring implements AccountListener {

  private static final String CHECK = "externalProcessing";

  private final RenditionPresets presets;
  private final ExternalFeature external;

  RenditionWiring(
      Database database,
      AccessFeature access,
      AssetFeature assets,
      ExternalFeature.Outside outside,
      InstantSource clock) {
    this.presets =
        new RenditionPresets(
            database,
            clock,
            username ->
                access.accounts().memberships(username).stream().map(Membership::id).toList(),
            access::groupExists);
    this.external = assets.external(database, outside);
    assets.presets(presets);
  }

  /** The presets of users. */
  RenditionPresets presets() {
    return presets;
  }

  /** Who makes previews elsewhere. */
  ExternalPreviews previews() {
    return external.previews();
  }

  /** Adds the calls. */
  void routes(Routes routes) {
    new RenditionPresetsApi(presets).routes(routes);
    external.routes(routes);
  }

  /** How the external engines are; nothing where there are none. */
  List<Check> checks() {
    List<String> troubles = external.troubles();
    if (!troubles.isEmpty()) {
      return List.of(Check.degraded(CHECK, String.join("; ", troubles)));
    }
    return external.used()
        ? List.of(Check.up(CHECK, "No enabled external engine has failed since its last job"))
        : List.of();
  }

  @Override
  public void disabled(Connection connection, String userId, String username) {
    // presets wait for the day on which the user is enabled again
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    presets.left(connection, username);
  }
}
