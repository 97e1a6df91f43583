package dev.carillon.server.platform.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What is remembered of requests, and for how long. */
@OnEachDatabase
class IdempotencyStoreTest {

  @TempDir private Path home;
  @Parameter private TestDatabase kind;
  private final ManualClock clock = new ManualClock();
  private Database database;
  private AesSecretCipher cipher;
  private int carriedOut;

  @BeforeEach
  void begin() throws Exception {
    String url = kind.fresh();
    new TestServer(home, url).close();
    database =
        CommitTracker.noted(
            kind == TestDatabase.SQLITE
                ? SqliteDatabase.open(home.resolve("data").resolve("carillon.db"))
                : PostgresDatabase.on(TestDatabase.source(url)));
    cipher = AesSecretCipher.open(home.resolve("secret.key"));
  }

  @AfterEach
  void end() {
    database.close();
  }

  @Test
  void whatWasCarriedOutIsAnsweredAfterARestartToo() throws Exception {
    assertThat(answer(process(), request("k"), this::work).status()).isEqualTo(200);
    Response again = answer(process(), request("k"), this::work);
    assertThat(again).isInstanceOf(Response.Bytes.class);
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void afterADayTheKeyIsNew() throws Exception {
    IdempotencyStore calls = process();
    answer(calls, request("k"), this::work);
    clock.advance(Duration.ofHours(24));
    answer(calls, request("k"), this::work);
    assertThat(carriedOut).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    answer(calls, request("k"), this::work);
    assertThat(carriedOut).isEqualTo(2);
  }

  @Test
  void thePurgeTakesWhatIsADayOldHoweverMuchThatIs() throws Exception {
    IdempotencyStore calls = process();
    database.write(
        connection -> {
          for (int i = 0; i < 2_500; i++) {
            Sql.update(
                connection,
                "insert into idempotency_keys values (?, ?, 'u', 'c', 'p', 200, null)",
                "old" + i,
                clock.millis());
          }
          return 0;
        });
    clock.advance(KeyRows.KEPT.plusMillis(1));
    answer(calls, request("young"), this::work);
    calls.purge();
    assertThat(rows()).isEqualTo(1);
    answer(calls, request("young"), this::work);
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void whatEndedWithoutAnAnswerIsNotCarriedOutAgain() throws Exception {
    IdempotencyStore dies = process();
    assertThatThrownBy(
            () ->
                answer(
                    dies,
                    request("k"),
                    () -> {
                      work();
                      throw new StackOverflowError("as a kill would end it");
                    }))
        .isInstanceOf(StackOverflowError.class);
    refused(409, "IdempotencyOutcomeUnknown", dies, request("k"));
    IdempotencyStore next = process();
    if (database.dialect().shared()) {
      // it may be another node's, which is still at it
      refused(409, "IdempotencyKeyInUse", next, request("k"));
      clock.advance(Duration.ofMinutes(10));
    }
    refused(409, "IdempotencyOutcomeUnknown", next, request("k"));
    refused(422, "IdempotencyKeyReused", next, other("k"));
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void whatFailedBeforeACommitMayBeTriedAgain() throws Exception {
    IdempotencyStore calls = process();
    for (RuntimeException failure :
        new RuntimeException[] {
          Problem.conflict("not now"),
          Problem.unavailable("away", 1),
          new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away"),
          new IllegalStateException("nobody expected it")
        }) {
      assertThatThrownBy(() -> answer(calls, request("k"), () -> failing(failure)))
          .isInstanceOf(Problem.class);
      assertThat(rows()).isZero();
    }
    answer(calls, request("k"), this::work);
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void aWriteThatWasTakenBackIsNoCommit() throws Exception {
    IdempotencyStore calls = process();
    assertThatThrownBy(() -> answer(calls, request("k"), this::takenBack))
        .isInstanceOf(Problem.class);
    assertThat(rows()).isZero();
    answer(calls, request("k"), this::work);
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void whatFailedAfterACommitIsNotTriedAgain() throws Exception {
    IdempotencyStore calls = process();
    assertThatThrownBy(
            () ->
                answer(
                    calls,
                    request("half"),
                    () -> {
                      work();
                      throw Problem.unavailable("the database went away between the two", 1);
                    }))
        .isInstanceOf(Problem.class);
    refused(409, "IdempotencyOutcomeUnknown", calls, request("half"));
    assertThatThrownBy(
            () ->
                answer(
                    calls,
                    request("lost"),
                    () -> failing(new HooksException(HooksException.Code.OUTCOME_UNKNOWN, "lost"))))
        .isInstanceOf(Problem.class);
    refused(409, "IdempotencyOutcomeUnknown", calls, request("lost"));
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void aFailureThatIsAnsweredCountsLikeOneThatIsThrown() throws Exception {
    IdempotencyStore calls = process();
    Response failure = new Response.Json(409, Map.of(), Map.of());
    answer(calls, request("before"), () -> failure);
    assertThat(rows()).isZero();
    answer(
        calls,
        request("after"),
        () -> {
          work();
          return failure;
        });
    refused(409, "IdempotencyOutcomeUnknown", calls, request("after"));
  }

  @Test
  void whileItIsCarriedOutItIsRefusedForNow() throws Exception {
    IdempotencyStore calls = process();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () ->
                answer(
                    calls,
                    request("k"),
                    () -> {
                      inside.countDown();
                      await(go);
                      return work();
                    }));
    inside.await();
    assertThat(refused(409, "IdempotencyKeyInUse", calls, request("k")).headers())
        .containsEntry("Retry-After", "1");
    refused(422, "IdempotencyKeyReused", calls, other("k"));
    go.countDown();
    first.join();
    assertThat(answer(calls, request("k"), this::work).status()).isEqualTo(200);
    assertThat(carriedOut).isEqualTo(1);
  }

  @Test
  void largeAnswersAreToldOfAndNotKept() throws Exception {
    IdempotencyStore calls = process();
    Map<String, String> large = Map.of("text", "x".repeat(IdempotencyStore.ANSWER_BYTES_MAX));
    answer(calls, request("large"), () -> Response.json(large));
    Problem told = refused(409, "IdempotencyAnswerNotKept", calls, request("large"));
    assertThat(told.message()).contains("completed with status 200");
  }

  @Test
  void nothingOfARequestOrAnAnswerCanBeReadInTheTable() throws Exception {
    answer(process(), request("my-key"), () -> Response.json(Map.of("token", "crl_secret")));
    String all =
        database.read(
            connection ->
                Sql.first(
                        connection,
                        "select id, content, claimant, answer from idempotency_keys",
                        row ->
                            row.getString(1)
                                + row.getString(2)
                                + row.getString(3)
                                + new String(row.getBytes(4), StandardCharsets.ISO_8859_1))
                    .orElseThrow());
    assertThat(all).doesNotContain("my-key", "my-content", "crl_secret");
  }

  @Test
  void nobodyCanTryWhetherARequestFitsWithoutTheKeyOfFingerprints() throws Exception {
    answer(process(), request("k"), this::work);
    TokenKey guessed = TokenKey.readOrMake(home.resolve("guessed.key"));
    answer(new IdempotencyStore(database, cipher, guessed, clock), request("k"), this::work);
    assertThat(carriedOut).isEqualTo(2);
  }

  @Test
  void anAnswerWhoseKeyIsGoneIsToldOf() throws Exception {
    answer(process(), request("k"), this::work);
    cipher = AesSecretCipher.open(home.resolve("another.key"));
    refused(409, "IdempotencyAnswerNotKept", process(), request("k"));
    assertThat(carriedOut).isEqualTo(1);
  }

  private IdempotencyStore process() throws Exception {
    return new IdempotencyStore(
        database, cipher, TokenKey.readOrMake(home.resolve("request.key")), clock);
  }

  private static Response answer(
      IdempotencyStore calls, KeyedRequest request, Supplier<Response> work) {
    return calls.answer(request, () -> {}, work);
  }

  private Response work() {
    carriedOut++;
    database.write(connection -> Sql.update(connection, "delete from audit_begun where id = 'x'"));
    return Response.empty();
  }

  private Response takenBack() {
    return database.write(
        connection -> {
          Sql.update(connection, "delete from audit_begun where id = 'x'");
          throw Problem.conflict("seen too late");
        });
  }

  private static Response failing(RuntimeException failure) {
    throw failure;
  }

  private static Problem refused(
      int status, String name, IdempotencyStore calls, KeyedRequest request) {
    Supplier<Response> never = () -> failing(new AssertionError("carried out again"));
    Problem told = catchThrowableOfType(Problem.class, () -> answer(calls, request, never));
    assertThat(told).isNotNull();
    assertThat(told.status()).isEqualTo(status);
    assertThat(told.name()).isEqualTo(name);
    return told;
  }

  private static Response failing(AssertionError wrong) {
    throw wrong;
  }

  private static KeyedRequest request(String key) {
    return new KeyedRequest("u", "u", new IdempotencyKey(key), "my-content");
  }

  private static KeyedRequest other(String key) {
    return new KeyedRequest("u", "u", new IdempotencyKey(key), "other-content");
  }

  private int rows() {
    return database.read(
        connection ->
            Sql.first(connection, "select count(*) from idempotency_keys", row -> row.getInt(1))
                .orElseThrow());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
