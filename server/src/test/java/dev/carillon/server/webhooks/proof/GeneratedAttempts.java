package dev.carillon.server.webhooks.proof;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Attempts of all kinds, by chance. */
final class GeneratedAttempts {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 {}\":,äß漢";
  private static final int TEXT_MAX = 16;

  private final Random random;

  GeneratedAttempts(Random random) {
    this.random = random;
  }

  String text() {
    StringBuilder text = new StringBuilder("x");
    for (int left = random.nextInt(TEXT_MAX); left > 0; left--) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** One that is not plain, so that all of it is stored. */
  Attempt attempt(int number, Instant at) {
    return new Attempt(
        number,
        at,
        duration(),
        outcome(),
        new Timings(duration(), duration(), duration(), duration(), duration()),
        new AttemptTarget(
            "https://shop.example.com/" + random.nextInt(100),
            new AttemptTarget.Made(1, "Carillon/1"),
            peer(at)),
        false,
        true);
  }

  private Duration duration() {
    return Duration.of(random.nextInt(1_000_000), ChronoUnit.MICROS);
  }

  private AttemptTarget.Peer peer(Instant at) {
    AttemptTarget.Peer plain = AttemptTarget.Peer.at("192.0.2." + random.nextInt(256) + ":443");
    return random.nextBoolean()
        ? plain
        : plain.secured("TLSv1.3", at.plus(Duration.ofDays(1 + random.nextInt(90))));
  }

  private Outcome outcome() {
    return switch (random.nextInt(4)) {
      case 0 -> new Outcome.Accepted(response(200 + random.nextInt(7)));
      case 1 -> new Outcome.Rejected(response(400 + random.nextInt(150)));
      case 2 -> new Outcome.NoResponse(error(), text());
      default -> new Outcome.Blocked(text());
    };
  }

  private ErrorClass error() {
    List<ErrorClass> unreachable =
        List.of(ErrorClass.CONNECT_REFUSED, ErrorClass.DNS_TIMEOUT, ErrorClass.TLS_HOST);
    return unreachable.get(random.nextInt(unreachable.size()));
  }

  private ReceiverResponse response(int status) {
    List<Header> headers = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      headers.add(new Header("X-" + left, "v" + random.nextInt(1_000)));
    }
    String body = text();
    return new ReceiverResponse(status, headers, body, body.length(), random.nextBoolean());
  }
}
