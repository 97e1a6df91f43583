/** Commands about assets. */
@NullMarked
package dev.carillon.cli.asset;

import org.jspecify.annotations.NullMarked;
