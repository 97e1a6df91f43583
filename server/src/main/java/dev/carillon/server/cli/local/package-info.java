/** Commands about this machine rather than a server. */
@NullMarked
package dev.carillon.server.cli.local;

import org.jspecify.annotations.NullMarked;
