/**
 * The embeddable core of a webhook sender. {@code engine} stays hidden: {@link
 * dev.carillon.hooks.Hooks} is the door to it.
 */
module dev.carillon.hooks {
  requires static org.jspecify;

  exports dev.carillon.hooks;
  exports dev.carillon.hooks.event;
  exports dev.carillon.hooks.webhook;
  exports dev.carillon.hooks.delivery;
  exports dev.carillon.hooks.notice;
  exports dev.carillon.hooks.send;
  exports dev.carillon.hooks.send.tls;
  exports dev.carillon.hooks.secret;
}
