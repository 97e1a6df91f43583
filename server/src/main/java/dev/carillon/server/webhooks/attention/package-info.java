/**
 * Which webhooks need an administrator, and why, in one response. Reads the webhooks, the delivery
 * log and the jobs that fix; changes nothing.
 */
@NullMarked
package dev.carillon.server.webhooks.attention;

import org.jspecify.annotations.NullMarked;
