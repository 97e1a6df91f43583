package dev.carillon.server.platform.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Remembers requests that have a key. The key is claimed durably before the request is carried out,
 * and its answer kept behind: whatever ends in between leaves a claim without an answer, of which
 * it is not known whether the change was made. Such a request is refused rather than repeated.
 */
public final class IdempotencyStore implements Idempotency, AccountListener {

  private static final System.Logger LOG = System.getLogger(IdempotencyStore.class.getName());

  /** Answers whose encrypted text would be longer are not kept. */
  static final int ANSWER_BYTES_MAX = 64 * 1024;

  private final KeyRows rows;
  private final RepeatedKeyResponses verdicts;
  private final SecretCipher cipher;
  private final Fingerprints fingerprints;
  private final String claimant = Ids.random();

  /** Requests that this process carries out, and what they are. */
  private final Map<String, String> running = new ConcurrentHashMap<>();

  /**
   * The keys of this database.
   *
   * @param cipher answers may hold secrets
   * @param key of the fingerprints; the same after a restart, and on all nodes
   */
  public IdempotencyStore(
      Database database, SecretCipher cipher, TokenKey key, InstantSource clock) {
    this.rows = new KeyRows(database, clock);
    // one process alone uses SQLite: any other process that claimed something there has ended
    boolean alone = !database.dialect().shared();
    this.verdicts = new RepeatedKeyResponses(cipher, claimant, alone, clock);
    this.cipher = cipher;
    this.fingerprints = new Fingerprints(new Hmac(key.bytes()));
  }

  @Override
  public Response answer(KeyedRequest request, Runnable begins, Supplier<Response> work) {
    String id = fingerprints.of("key", request.owner(), request.key().text());
    String content = fingerprints.of("content", request.content());
    String other = running.putIfAbsent(id, content);
    if (other != null) {
      throw same(other, content)
          ? RepeatedKeyResponses.inUse()
          : RepeatedKeyResponses.otherRequest();
    }
    try {
      Optional<KeyRows.Row> before = rows.claim(id, request.username(), content, claimant);
      if (before.isEmpty()) {
        return carriedOut(id, begins, work);
      }
      if (!same(before.get().content(), content)) {
        throw RepeatedKeyResponses.otherRequest();
      }
      return verdicts.of(before.get());
    } finally {
      running.remove(id);
    }
  }

  /** Has keys that are older than a day removed again and again. */
  public void purgeBy(PeriodicTasks tasks) {
    tasks.every(
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        "removing old idempotency keys",
        this::purge);
  }

  /** Removes what is older than a day. */
  public void purge() {
    rows.purge();
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    KeyRows.forget(connection, username);
  }

  private Response carriedOut(String id, Runnable begins, Supplier<Response> work) {
    AtomicBoolean committed = new AtomicBoolean();
    try {
      begins.run();
      Response answer = CommitTracker.noting(committed, work);
      keep(id, answer, committed.get());
      return answer;
    } catch (RuntimeException failed) {
      Problem told = Problems.problem(failed, "a request with an Idempotency-Key");
      ended(id, told.status(), committed.get());
      throw told;
    }
  }

  private void keep(String id, Response answer, boolean committed) {
    if (answer.status() >= 400) {
      ended(id, answer.status(), committed);
      return;
    }
    byte[] kept =
        StoredResponse.of(answer)
            .map(StoredResponse::text)
            .map(cipher::encrypt)
            .filter(bytes -> bytes.length <= ANSWER_BYTES_MAX)
            .orElse(null);
    try {
      rows.done(id, answer.status(), kept);
    } catch (HooksException failed) {
      // the change is made: its caller gets the response, a repetition that the outcome is unknown
      LOG.log(Level.WARNING, "The response to an Idempotency-Key was not stored", failed);
    }
  }

  /**
   * What failed before anything was committed may be tried again; of the rest the outcome is
   * unknown.
   */
  private void ended(String id, int status, boolean committed) {
    try {
      if (committed || status == RepeatedKeyResponses.OUTCOME_UNKNOWN) {
        rows.done(id, status, null);
      } else {
        rows.free(id);
      }
    } catch (HooksException failed) {
      LOG.log(Level.WARNING, "The outcome of an Idempotency-Key was not stored", failed);
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }

  /**
   * What stands in the table for keys and requests. A request may hold a password: without the key
   * of these, which is not in the database, no password can be tried against it.
   *
   * @param hmac of that key, the same after a restart and on all nodes
   */
  private record Fingerprints(Hmac hmac) {

    /** Of these texts, for this purpose: lower-case hex. */
    String of(String purpose, String... texts) {
      ContentDigest digest = new ContentDigest();
      for (String text : texts) {
        digest.text(text);
      }
      return hmac.hex("idempotency " + purpose + "\n" + digest.hex());
    }
  }

  /**
   * The response to a request whose key was claimed before.
   *
   * @param own by what its claims are known
   * @param alone whether there can be no other process
   */
  private record RepeatedKeyResponses(
      SecretCipher cipher, String own, boolean alone, InstantSource clock) {

    static final int OUTCOME_UNKNOWN = 504;

    /** By then a call has ended, or the node that carries it out has. */
    private static final Duration CALL_MAX = Duration.ofMinutes(10);

    private static final int RETRY_SECONDS = 1;
    private static final String KEY = "The " + IdempotencyKey.HEADER + " of this request ";

    /**
     * The answer that was given before.
     *
     * @throws Problem 409 where there is none, or none any more
     */
    Response of(KeyRows.Row row) {
      if (row.status() == 0) {
        throw runsElsewhere(row)
            ? inUse()
            : unknown(row, "its server stopped before it sent the response");
      }
      if (row.status() >= 400) {
        throw unknown(row, "it failed with status " + row.status() + " after a part was stored");
      }
      byte[] answer = row.answer().orElseThrow(() -> notKept(row, "is too large to be stored"));
      try {
        return StoredResponse.read(cipher.decrypt(answer)).again();
      } catch (IllegalStateException keyIsGone) {
        throw notKept(row, "was encrypted with a key that no longer exists");
      }
    }

    /** 409: it is being carried out. */
    static Problem inUse() {
      return Problem.conflictForNow(
          "IdempotencyKeyInUse",
          KEY + "belongs to a request that is still running; send it again to get the response",
          RETRY_SECONDS);
    }

    /** 422: method, path, parameters or body differ. */
    static Problem otherRequest() {
      return new Problem(
          422,
          "IdempotencyKeyReused",
          KEY
              + "was used for another request in the last 24 hours, with another method,"
              + " path, parameter or body; a new request needs a new key");
    }

    private boolean runsElsewhere(KeyRows.Row row) {
      boolean ended = alone || row.claimant().equals(own);
      return !ended && clock.millis() - row.at() < CALL_MAX.toMillis();
    }

    private static Problem unknown(KeyRows.Row row, String why) {
      return new Problem(
          409,
          "IdempotencyOutcomeUnknown",
          KEY
              + "was sent at "
              + time(row)
              + ", and "
              + why
              + ": its changes may have been made. Check, and send the request with a new"
              + " key if it is still needed");
    }

    private static Problem notKept(KeyRows.Row row, String why) {
      return new Problem(
          409,
          "IdempotencyAnswerNotKept",
          KEY
              + "was sent at "
              + time(row)
              + " and completed with status "
              + row.status()
              + "; its response "
              + why);
    }

    private static String time(KeyRows.Row row) {
      return Instant.ofEpochMilli(row.at()).truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }
}
