package dev.carillon.server.share;

import dev.carillon.server.asset.AssetFeature;
import dev.carillon.server.asset.port.Members;
import dev.carillon.server.asset.port.Renditions;
import dev.carillon.server.change.Changes;
import dev.carillon.server.event.PayloadRenderer;
import dev.carillon.server.field.Formats;
import dev.carillon.server.http.Routes;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Everything about sharing, put together. */
public final class ShareFeature implements AutoCloseable {

  private final AuthKeysApi keysApi;
  private final ShareApi shareApi;
  private final ExpirySweeper sweeper;

  /** Puts it together on these, and begins to look for keys that expire. */
  public ShareFeature(
      Changes changes, AssetFeature.Parts assets, Language language, Clocks clocks, Ports ports) {
    AuthKeys keys = new AuthKeys(changes, language.renderer(), clocks);
    Shared shared = new Shared(assets.assets(), assets.guard(), ports.members());
    this.keysApi = new AuthKeysApi(keys, new AuthKeyParams(language.timeZone(), keys::now), shared);
    this.shareApi =
        new ShareApi(
            keys,
            shared,
            new SharePage(new Formats(language.timeZone()), ports.renditions()),
            new ShareApi.Files(assets.originals(), ports.renditions(), assets.history()));
    this.sweeper = new ExpirySweeper(keys);
  }

  /** Adds all calls about sharing. */
  public void routes(Routes routes) {
    keysApi.routes(routes);
    shareApi.routes(routes);
  }

  /** Looks for no more keys that expire. */
  @Override
  public void close() {
    sweeper.close();
  }

  /**
   * How things are told and shown.
   *
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and days end
   */
  public record Language(PayloadRenderer renderer, Supplier<ZoneId> timeZone) {}

  /**
   * The two clocks.
   *
   * @param wall what events say
   * @param engine what never steps: keys expire by it
   */
  public record Clocks(InstantSource wall, InstantSource engine) {}

  /**
   * What others know of assets.
   *
   * @param renditions their pictures
   * @param members what is in containers
   */
  public record Ports(Renditions renditions, Members members) {}
}
