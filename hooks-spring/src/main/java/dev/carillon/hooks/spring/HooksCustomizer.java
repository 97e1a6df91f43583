package dev.carillon.hooks.spring;

import dev.carillon.hooks.HooksBuilder;

/**
 * Sets what no property does, such as the limits of owners. Beans of this type are called in their
 * order, after the properties were applied and before webhooks start.
 */
@FunctionalInterface
public interface HooksCustomizer {

  /** Changes what webhooks are made of. */
  void customize(HooksBuilder builder);
}
