/** {@code carillon properties}: the cluster properties. */
@NullMarked
package dev.carillon.server.cli.property;

import org.jspecify.annotations.NullMarked;
