/**
 * The embeddable core of a webhook sender. {@code engine} stays hidden: {@link
 * dev.carillon.hooks.core.HooksEngine} is the door to it.
 */
module dev.carillon.hooks {
  requires static org.jspecify; // not transitive: programs compile without it

  exports dev.carillon.hooks.core;
  exports dev.carillon.hooks.delivery;
  exports dev.carillon.hooks.event;
  exports dev.carillon.hooks.http;
  exports dev.carillon.hooks.http.address;
  exports dev.carillon.hooks.http.tls;
  exports dev.carillon.hooks.operational;
  exports dev.carillon.hooks.proof;
  exports dev.carillon.hooks.secret;
  exports dev.carillon.hooks.signature;
  exports dev.carillon.hooks.validation;
  exports dev.carillon.hooks.webhook;
}
