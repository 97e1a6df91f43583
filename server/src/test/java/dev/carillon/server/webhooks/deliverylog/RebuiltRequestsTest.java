package dev.carillon.server.webhooks.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TextSnapshot;
import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.delivery.Timings;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.EventFilterReader;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.SigningKeys;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.webhooks.deliverylog.ShownRequest.Made;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuiltRequestsTest {

  private static final EventType CREATED = new EventType("asset_create");

  private final ManualClock clock = new ManualClock();
  private final Webhook webhook =
      Webhook.of("any", "https://Example.org:443/a?b=c", to(), clock.instant());

  @TempDir Path home;
  private Database database;
  private Store store;
  private RebuiltRequests requests;

  @BeforeEach
  void open() {
    Path file = home.resolve("carillon.db");
    database = SqliteDatabase.open(file);
    Tables.make(database);
    store = SqliteStore.open(database, new TestCipher(), EventFilterReader.TYPES_ONLY, clock);
    requests = new RebuiltRequests(store.webhooks(), "Carillon/9", SigningKeys.NONE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Webhook.Subscription to() {
    return Webhook.Subscription.to(CREATED);
  }

  private DueDelivery recorded() {
    store.webhooks().add(webhook);
    Event event = Event.of(CREATED, "one", clock.instant(), new TextSnapshot("body"));
    return database.write(connection -> store.outbox().append(connection, event)).due().getFirst();
  }

  private ShownRequest shown(DueDelivery due, AttemptTarget.Made made, Instant at) {
    AttemptTarget target = new AttemptTarget("", made, AttemptTarget.Peer.NONE);
    Attempt attempt =
        new Attempt(
            1,
            at,
            Duration.ofMillis(1),
            new Outcome.Accepted(ReceiverResponse.of(204)),
            Timings.NONE,
            target,
            false,
            false);
    return requests.of(detail(due.delivery().id()), attempt);
  }

  private Detail detail(Delivery.Id id) {
    return store.log().find(id).orElseThrow();
  }

  private static String header(ShownRequest request, String name) {
    return request.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .reduce("", String::concat);
  }

  @Test
  void whatNamesItsRevisionIsShownByItAndByWhoSentIt() {
    DueDelivery due = recorded();
    Instant at = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    store.webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    store.webhooks().remove(webhook.id());

    ShownRequest request = shown(due, new AttemptTarget.Made(1, "Carillon/1"), at);

    assertThat(request.made()).isEqualTo(new Made.OfRevision(1));
    assertThat(request.line()).isEqualTo("POST /a?b=c HTTP/1.1");
    assertThat(header(request, "Host")).isEqualTo("example.org:443");
    assertThat(header(request, "User-Agent")).isEqualTo("Carillon/1");
    assertThat(header(request, "X-Hook-Signature"))
        .isEqualTo(Signer.of(webhook.secret().token()).hookSignature(due.payload()));
  }

  @Test
  void whatNamesNoneIsMadeOfTodayAndSaysSo() {
    DueDelivery due = recorded();
    ShownRequest request = shown(due, AttemptTarget.Made.UNKNOWN, clock.instant());
    assertThat(request.made()).isEqualTo(new Made.OfToday());
    assertThat(request.url()).isEqualTo(webhook.url());
    assertThat(header(request, "User-Agent")).isEqualTo("Carillon/9");
    assertThat(header(request, "X-Hook-Signature"))
        .isEqualTo(Signer.of(webhook.secret().token()).hookSignature(due.payload()));
  }

  @Test
  void aSignatureThatNobodyKnowsIsMarked() {
    DueDelivery due = recorded();
    Instant at = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    store.webhooks().change(webhook.id(), w -> w.with(Secret.random()));
    clock.advance(Duration.ofMinutes(1));

    ShownRequest before = shown(due, AttemptTarget.Made.UNKNOWN, at);
    assertThat(header(before, "X-Hook-Signature")).startsWith("(no longer known");
    assertThat(header(before, "webhook-signature")).startsWith("(no longer known");
    assertThat(header(before, "webhook-id")).isEqualTo(due.delivery().id().value());
    ShownRequest after = shown(due, AttemptTarget.Made.UNKNOWN, clock.instant());
    assertThat(header(after, "X-Hook-Signature")).matches("[0-9a-f]{64}");
    store.webhooks().remove(webhook.id());
    ShownRequest gone = shown(due, AttemptTarget.Made.UNKNOWN, clock.instant());
    assertThat(header(gone, "X-Hook-Signature")).startsWith("(no longer known");
  }

  @Test
  void anAttemptSaysWhetherItsRequestLeftTheServer() {
    assertThat(sent(new Outcome.Rejected(ReceiverResponse.of(404)))).isTrue();
    assertThat(sent(new Outcome.Blocked("no"))).isFalse();
    assertThat(sent(new Outcome.NoResponse(ErrorClass.DNS_NOT_FOUND, ""))).isFalse();
    assertThat(sent(new Outcome.NoResponse(ErrorClass.TLS_HOST, ""))).isFalse();
    assertThat(sent(new Outcome.NoResponse(ErrorClass.ANSWER_TIMEOUT, ""))).isNull();
  }

  private static @Nullable Boolean sent(Outcome outcome) {
    return AttemptJson.sent(new Attempt(1, Instant.EPOCH, Duration.ZERO, outcome));
  }

  @Test
  void valuesOfItsHeadersAreHiddenWhateverTheirCase() {
    ShownRequest request =
        ShownRequest.of(
            new SignedRequest(
                "ftp://nowhere",
                List.of(new Header("X-KEY", "open-sesame")),
                Payload.of("{}"),
                Duration.ofSeconds(1)),
            List.of("x-key"),
            new Made.AsSent());
    assertThat(header(request, "X-KEY")).isEqualTo("********");
    assertThat(request.line()).as("nothing is sent there").isEmpty();
  }
}
