/** Certificates, trust and TLS contexts. Uses {@code webhook}. */
@NullMarked
package dev.carillon.hooks.http.tls;

import org.jspecify.annotations.NullMarked;
