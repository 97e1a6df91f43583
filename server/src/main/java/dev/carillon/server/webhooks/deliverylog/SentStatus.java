package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import org.jspecify.annotations.Nullable;

/** Whether the request of an attempt left this server. */
final class SentStatus {

  private SentStatus() {}

  /** True or false; null where it broke off at a point that does not tell. */
  static @Nullable Boolean of(Attempt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted accepted -> true;
      case Outcome.Rejected rejected -> true;
      case Outcome.Blocked blocked -> false;
      case Outcome.Unreachable(ErrorClass error, String detail) -> of(error);
    };
  }

  private static @Nullable Boolean of(ErrorClass error) {
    return switch (error) {
      case CONNECT_REFUSED, CONNECT_TIMEOUT, DNS_NOT_FOUND, DNS_TIMEOUT, BLOCKED_ADDRESS -> false;
      case TLS_EXPIRED, TLS_UNTRUSTED, TLS_HOST -> false;
      case CONNECT_FAILED, TLS_PROTOCOL, TLS_CLIENT_CERTIFICATE -> null;
      case RESET, CLOSED_EARLY, BAD_HTTP, ANSWER_TIMEOUT, BODY_TOO_LARGE -> null;
      case REDIRECT, HTTP_4XX, HTTP_5XX, HTTP_OTHER -> true;
    };
  }
}
