/** {@code carillon assets}: files and their metadata. */
@NullMarked
package dev.carillon.server.cli.asset;

import org.jspecify.annotations.NullMarked;
