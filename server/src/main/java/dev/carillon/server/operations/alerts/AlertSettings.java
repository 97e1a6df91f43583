package dev.carillon.server.operations.alerts;

import java.util.List;
import java.util.Optional;

/**
 * What is told to whom.
 *
 * @param revision goes up by one with each change; 0 where nothing was set yet
 * @param digestMinutes how long a channel is left alone after a message
 */
record AlertSettings(
    long revision, int digestMinutes, List<AlertRule> rules, List<AlertChannel> channels) {

  static final int DIGEST_MINUTES = 15;

  /** Nothing is told. */
  static final AlertSettings NONE = new AlertSettings(0, DIGEST_MINUTES, List.of(), List.of());

  AlertSettings {
    rules = List.copyOf(rules);
    channels = List.copyOf(channels);
  }

  /** The rules that count. */
  List<AlertRule> enabled() {
    return rules.stream().filter(AlertRule::enabled).toList();
  }

  /** The names of the rules whose alerts this channel is told of. */
  List<String> rulesOf(AlertChannel channel) {
    return enabled().stream()
        .filter(rule -> rule.channels().contains(channel.name()))
        .map(AlertRule::name)
        .toList();
  }

  /** The channel of this name. */
  Optional<AlertChannel> channel(String name) {
    return channels.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** The rule of this name. */
  Optional<AlertRule> rule(String name) {
    return rules.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
