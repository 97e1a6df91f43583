/** Mails, and how many may be sent. Uses {@code config} and {@code http}. */
@NullMarked
package dev.carillon.server.platform.mail;

import org.jspecify.annotations.NullMarked;
