package dev.carillon.hooks.webhook;

import java.time.Instant;
import java.util.List;

/**
 * The keys that sign the requests of webhooks that ask for signatures by Ed25519. All webhooks
 * share them. Asked for each of these requests, by many threads: quick, as a rule from memory.
 */
@FunctionalInterface
public interface SigningKeys {

  /** There are none: requests carry the signatures of webhooks' own secrets alone. */
  SigningKeys NONE = time -> List.of();

  /** Those that sign at this time, the newest first; more than one while they overlap. */
  List<SigningKey> at(Instant time);
}
