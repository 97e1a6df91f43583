/**
 * Certificates and keys: read from PEM, shown to a receiver that asks, and whom to trust. Depends
 * on {@code webhook} and the JDK.
 */
@NullMarked
package dev.carillon.hooks.send.tls;

import org.jspecify.annotations.NullMarked;
