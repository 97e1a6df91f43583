/** Commands about users and API tokens. */
@NullMarked
package dev.carillon.server.cli.user;

import org.jspecify.annotations.NullMarked;
