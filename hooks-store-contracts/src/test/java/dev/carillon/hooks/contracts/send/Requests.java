package dev.carillon.hooks.contracts.send;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.hooks.http.address.Resolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the sender's tests send, and how they read what came of it. */
final class Requests {

  /** For attempts that have to end at their deadline. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** For all that has to end by itself. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final AddressGuard LOOPBACK = new AddressGuard(AddressGuard.LOOPBACK, Set.of());

  /** Noise of a busy machine; a hang is far longer. */
  static final Duration SPARE = Duration.ofSeconds(10);

  private Requests() {}

  static Resolver names(String... addresses) {
    List<InetAddress> found = Arrays.stream(addresses).map(Literals::address).toList();
    return (host, deadline) -> found;
  }

  static SignedRequest request(String url, String body) {
    return request(url, body, PATIENCE);
  }

  static SignedRequest request(String url, String body, Duration timeout) {
    return new SignedRequest(
        url,
        List.of(
            new Header("Content-Type", "application/json; charset=UTF-8"),
            new Header("User-Agent", "Carillon/test"),
            new Header("X-Hook-Signature", "abc")),
        Payload.of(body),
        timeout);
  }

  static ReceiverResponse answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted -> accepted.response();
      case Outcome.Rejected rejected -> rejected.response();
      case Outcome.NoResponse noResponse -> throw new AssertionError(noResponse);
      case Outcome.Blocked blocked -> throw new AssertionError(blocked);
      case Outcome.Acknowledged none -> throw new AssertionError(none);
    };
  }

  static ErrorClass errorClass(Outcome outcome) {
    return switch (outcome) {
      case Outcome.NoResponse noResponse -> noResponse.errorClass();
      case Outcome.Blocked blocked -> ErrorClass.BLOCKED_ADDRESS;
      case Outcome.Accepted accepted -> throw new AssertionError(accepted);
      case Outcome.Acknowledged none -> throw new AssertionError(none);
      case Outcome.Rejected rejected -> throw new AssertionError(rejected);
    };
  }
}
