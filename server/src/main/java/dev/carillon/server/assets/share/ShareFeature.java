package dev.carillon.server.assets.share;

import dev.carillon.server.assets.AssetFeature;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Formats;
import dev.carillon.server.assets.preview.PresetLookup;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.relation.Members;
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

  /** Puts it together on these, and begins to look for keys that expire. */
  public ShareFeature(
      Changes changes, AssetFeature.Parts assets, Language language, Clocks clocks, Ports ports) {
    this.keys = new AuthKeys(changes, language.renderer(), clocks, assets.guard()::active);
    AskedFields asked = new AskedFields(language.fields());
    Shared shared =
        new Shared(assets.assets(), assets.guard(), ports.members(), assets.queries(), asked);
    AuthKeyParams reading = new AuthKeyParams(language.timeZone(), keys::now, asked);
    this.keysApi = new AuthKeysApi(keys, reading, shared);
    SharePage page = new SharePage(new Formats(language.timeZone()), ports.renditions());
    this.mails = new ReplyMails(ports.mails());
    Replies replies =
        new Replies(
            keys,
            shared,
            new Replies.Stores(assets.assets(), assets.originals(), assets.history()),
            mails);
    this.repliesApi = new RepliesApi(keys, replies, page);
    this.shareApi =
        new ShareApi(
            keys,
            shared,
            page,
            new ShareApi.Files(assets.originals(), ports.renditions(), assets.history()),
            new SharedPresets(ports.presets()));
    expiry.every(Duration.ofSeconds(1), "ending auth keys that have expired", keys::expire);
    expiry.every(
        Duration.ofMinutes(1), Duration.ofHours(1), "removing old auth keys", keys::sweep);
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

  /**
   * How things are told and shown.
   *
   * @param fields all that queries may name
   * @param renderer renders payloads
   * @param timeZone in which dates are shown, and days end
   */
  public record Language(
      FieldRegistry fields, PayloadRenderer renderer, Supplier<ZoneId> timeZone) {}

  /**
   * The two clocks.
   *
   * @param wall what events say
   * @param engine what never steps: keys expire by it
   */
  public record Clocks(InstantSource wall, InstantSource engine) {}

  /**
   * What others know and do.
   *
   * @param renditions their pictures
   * @param presets those that links offer
   * @param members what is in containers
   * @param mails how owners are told of replies
   */
  public record Ports(Renditions renditions, PresetLookup presets, Members members, Mails mails) {}
}
