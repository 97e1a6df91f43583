/** Commands about assets. */
@NullMarked
package dev.carillon.server.cli.asset;

import org.jspecify.annotations.NullMarked;
