package dev.carillon.server.webhooks.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Consumers.Taken;
import dev.carillon.hooks.delivery.Consumers.Wish;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.signature.RequestSigner;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Reads the events of consumers for clients: at once, or when some come.
 *
 * @param clocks of responses and of leases
 */
record ConsumerReader(
    Webhooks webhooks,
    Consumers consumers,
    RequestSigner signer,
    ConsumerWaits waits,
    Clocks clocks) {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** What no mark tells of, such as a released event, is found so late. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** A stream holds what it writes, which nothing counts: so it takes few bytes at once. */
  private static final long STREAM_BYTES_MAX = 64 * 1024;

  private static final Duration SOON = Duration.ofMillis(20);

  /** What there is now. */
  Read now(Webhook.Id id, ReadRequest request, String reader) {
    return now(id, request, reader, Consumers.BYTES_MAX);
  }

  private Read now(Webhook.Id id, ReadRequest request, String reader, long bytesMax) {
    Webhook consumer =
        webhooks.current().find(id).orElseThrow(() -> Problem.notFound("consumer", id.value()));
    Instant at = clocks.wall().instant();
    Wish wish = new Wish(request.max(), bytesMax, request.lease(), reader, signer.userAgent(), at);
    Optional<Taken> taken = consumer.enabled() ? consumers.take(consumer, wish) : Optional.empty();
    return new Read(
        new FetchedEvents(signer, consumer, at), taken.orElseThrow(() -> disabled(consumer)));
  }

  /** 409: a disabled consumer gives out nothing. */
  private static Problem disabled(Webhook consumer) {
    return Problem.conflict(
        "The consumer '"
            + consumer.name()
            + "' is disabled, so no events are given out. Enable it first: PUT"
            + " /services/admin/webhook/"
            + consumer.id().value()
            + "/enable");
  }

  /** What comes within a time; no events where none did. */
  Read waited(Webhook.Id id, ReadRequest request, String reader) {
    long until = System.nanoTime() + request.timeout().toNanos();
    try (ConsumerWaits.Wait wait = waits.begin(id)) {
      while (true) {
        Read read = now(id, request, reader);
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (!read.taken().events().isEmpty()) {
          wait.gotSome();
          return read;
        }
        if (!left.isPositive()) {
          return read;
        }
        if (!wait.await(shorter(left, untilNews(read.taken())))) {
          throw Problem.unavailable("The server is stopping", 1);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The server is stopping", 1);
    }
  }

  /** Writes events as they come, for as long as the caller may read them. */
  void stream(Call call, Webhook.Id id, ReadRequest request, String reader, OutputStream out)
      throws IOException, InterruptedException {
    out.write("retry: 2000\n\n".getBytes(UTF_8));
    out.flush();
    long written = System.nanoTime();
    try (ConsumerWaits.Wait wait = waits.begin(id)) {
      boolean running = true;
      while (running && call.stillAllowed()) {
        Read read;
        try {
          read = now(id, request, reader, STREAM_BYTES_MAX);
        } catch (Problem disabledOrRemoved) {
          return; // the next request is told so
        }
        if (!read.taken().events().isEmpty()) {
          wait.gotSome();
        }
        for (DueDelivery event : read.taken().events()) {
          out.write(read.events().streamed(event));
        }
        boolean beat = System.nanoTime() - written >= HEARTBEAT.toNanos();
        if (beat && read.taken().events().isEmpty()) {
          out.write(": still here\n\n".getBytes(UTF_8));
        }
        if (beat || !read.taken().events().isEmpty()) {
          out.flush();
          written = System.nanoTime();
        }
        running = !read.taken().events().isEmpty() || wait.await(untilNews(read.taken()));
      }
    }
  }

  /** When to look again if nothing is told of. */
  private Duration untilNews(Taken taken) {
    if (taken.nextFree().equals(Instant.MAX)) {
      return LOOK_AGAIN;
    }
    Duration left = Duration.between(clocks.engine().instant(), taken.nextFree());
    return shorter(LOOK_AGAIN, left.compareTo(SOON) < 0 ? SOON : left);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What was taken, and how it is shown. */
  record Read(FetchedEvents events, Taken taken) {

    Response response(int acknowledged) {
      return events.response(taken, acknowledged);
    }
  }

  /** The clock of responses, and that of leases. */
  record Clocks(InstantSource wall, InstantSource engine) {}
}
