package dev.carillon.hooks.http.login;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests of access tokens ended how, since the process began. It only counts: {@link
 * AccessTokens} sends these requests, and {@link TokenRequest} makes them.
 */
public final class TokenRequestCounts {

  private final LongAdder granted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unreachable = new LongAdder();
  private final LongAdder unusable = new LongAdder();

  TokenRequestCounts() {}

  void count(TokenResult result) {
    switch (result) {
      case TokenResult.Granted token -> granted.increment();
      case TokenResult.Failed failed ->
          (switch (failed.failure()) {
                case REFUSED -> refused;
                case UNREACHABLE -> unreachable;
                case UNUSABLE -> unusable;
              })
              .increment();
    }
  }

  /** The number of each outcome, by its name. */
  public Map<String, Long> counts() {
    return Map.of(
        "granted", granted.sum(),
        "refused", refused.sum(),
        "unreachable", unreachable.sum(),
        "unusable", unusable.sum());
  }
}
