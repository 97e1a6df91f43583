/**
 * Webhooks in Spring Boot 3.5 and 4: {@link dev.carillon.hooks.spring.WebhookPublisher} records
 * events in the transaction of the caller, and {@code carillon.hooks.*} configures the rest. What
 * is optional in a program has a package of its own, which is loaded only where the program has the
 * classes: {@code health}, {@code metrics}, {@code observation}, {@code management}, {@code
 * testing}; {@code json}, {@code backlog} and {@code transaction} serve them. May depend on the
 * façade and on Spring.
 */
@NullMarked
package dev.carillon.hooks.spring;

import org.jspecify.annotations.NullMarked;
