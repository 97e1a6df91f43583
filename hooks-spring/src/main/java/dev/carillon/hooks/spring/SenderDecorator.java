package dev.carillon.hooks.spring;

import dev.carillon.hooks.delivery.Sender;

/** Puts something around the sender of requests, such as measurements. */
@FunctionalInterface
public interface SenderDecorator {

  /** A sender that makes its requests by this one. */
  Sender decorate(Sender sender);
}
