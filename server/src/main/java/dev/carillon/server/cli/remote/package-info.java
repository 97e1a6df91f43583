/** How commands reach a server: where it is, who asks, and what its answers mean. */
@NullMarked
package dev.carillon.server.cli.remote;

import org.jspecify.annotations.NullMarked;
