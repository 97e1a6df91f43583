/**
 * Templates of webhooks: JSONata expressions that make the body of a request of a payload. They run
 * in a process of their own, within bounds. Uses {@code payload} and its catalogue, {@code
 * platform}, {@code hooks}, and of {@code hooks.jdbc} whether a thread writes.
 */
@NullMarked
package dev.carillon.server.webhooks.template;

import org.jspecify.annotations.NullMarked;
