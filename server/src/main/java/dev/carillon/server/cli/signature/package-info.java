/** {@code carillon verify} and {@code carillon sign}: signatures, without a server. */
@NullMarked
package dev.carillon.server.cli.signature;

import org.jspecify.annotations.NullMarked;
