/**
 * Deliveries, their attempts and how they are settled: the facts, the decisions ({@link
 * dev.carillon.hooks.delivery.Settlement}: delivered, retried, failed, the webhook held or
 * disabled), and the ports that a store ({@code HooksStore}) and a transport ({@code Sender})
 * implement. Uses {@code event} and {@code webhook}.
 */
@NullMarked
package dev.carillon.hooks.delivery;

import org.jspecify.annotations.NullMarked;
