package dev.carillon.server.assets.share;

import dev.carillon.server.assets.AssetFeature;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Everything about sharing, put together. */
public final class ShareFeature implements AccountListener, AutoCloseable {

  private final AuthKeys keys;
  private final AuthKeysApi keysApi;
  private final ShareApi shareApi;
  private final RepliesApi repliesApi;
  private final ReplyMails mails;
  private final PeriodicTasks expiry = new PeriodicTasks("carillon-expiry");

  /**
   * Puts it together on these, and begins to look for keys that expire.
   *
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and days end
   * @param wall what events say
   * @param engine what never steps: keys expire by it
   * @param presets those that links offer
   * @param mails how owners are notified of replies
   */
  public ShareFeature(
      Changes changes,
      AssetFeature assets,
      PayloadRenderer renderer,
      Supplier<ZoneId> timeZone,
      InstantSource wall,
      InstantSource engine,
      RenditionPresets presets,
      MailSender mails) {
    this.keys = new AuthKeys(changes, renderer, wall, engine, assets.access()::active);
    QueriedFields asked = new QueriedFields(assets.registry());
    SharedAssets shared =
        new SharedAssets(
            assets.assets(), assets.access(), assets.relations(), assets.queries(), asked);
    AuthKeyParams reading = new AuthKeyParams(timeZone, keys::now, asked);
    this.keysApi = new AuthKeysApi(keys, reading, shared);
    SharePage page = new SharePage(new DisplayFormats(timeZone), assets.renditions());
    this.mails = new ReplyMails(mails);
    Replies replies =
        new Replies(
            keys, shared, assets.assets(), assets.originals(), assets.history(), this.mails);
    this.repliesApi = new RepliesApi(keys, replies, page);
    this.shareApi =
        new ShareApi(
            keys,
            shared,
            page,
            assets.originals(),
            assets.renditions(),
            assets.history(),
            new SharedPresets(presets));
    expiry.every(Duration.ofSeconds(1), "ending auth keys that have expired", keys::expire);
    expiry.every(Duration.ofMinutes(1), Duration.ofHours(1), "removing old auth keys", keys::sweep);
  }

  /** Adds all calls about sharing. */
  public void routes(Routes routes) {
    keysApi.routes(routes);
    shareApi.routes(routes);
    repliesApi.routes(routes);
  }

  @Override
  public void disabled(Connection connection, String userId, String username) {
    // the keys wait for the day on which the user is enabled again: until then they open nothing
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    keys.left(connection, username);
  }

  /** Looks for no more keys that expire, and sends the e-mails that wait. */
  @Override
  public void close() {
    mails.close();
    expiry.close();
  }
}
