package dev.carillon.server.assets.share;

import dev.carillon.server.assets.LibraryWiring;
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
public record ShareWiring(
    AuthKeys keys,
    AuthKeysApi keysApi,
    ShareApi shareApi,
    RepliesApi repliesApi,
    ReplyMails mails,
    PeriodicTasks expiry)
    implements AccountListener, AutoCloseable {

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
  public static ShareWiring open(
      Changes changes,
      LibraryWiring library,
      PayloadRenderer renderer,
      Supplier<ZoneId> timeZone,
      InstantSource wall,
      InstantSource engine,
      RenditionPresets presets,
      MailSender mails) {
    AuthKeys keys = new AuthKeys(changes, renderer, wall, engine, library.permissions()::active);
    QueriedFields asked = new QueriedFields(library.registry());
    SharedAssets shared =
        new SharedAssets(
            library.assets(), library.permissions(), library.relations(), library.queries(), asked);
    SharePage page = new SharePage(new DisplayFormats(timeZone), library.renditions());
    ReplyMails told = new ReplyMails(mails);
    Replies replies =
        new Replies(keys, shared, library.assets(), library.originals(), library.history(), told);
    PeriodicTasks expiry = new PeriodicTasks("carillon-expiry");
    expiry.every(Duration.ofSeconds(1), "ending auth keys that have expired", keys::expire);
    expiry.every(Duration.ofMinutes(1), Duration.ofHours(1), "removing old auth keys", keys::purge);
    return new ShareWiring(
        keys,
        new AuthKeysApi(keys, new AuthKeyParams(timeZone, keys::now, asked), shared),
        new ShareApi(
            keys,
            shared,
            page,
            library.originals(),
            library.renditions(),
            library.history(),
            new SharedPresets(presets)),
        new RepliesApi(keys, replies, page),
        told,
        expiry);
  }

  /** Adds all calls about sharing. */
  public void routes(Routes routes) {
    keysApi.routes(routes);
    new ShareLinksApi(keys).routes(routes);
    shareApi.routes(routes);
    repliesApi.routes(routes);
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
