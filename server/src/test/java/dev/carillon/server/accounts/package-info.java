/** Tests of users, sessions and API tokens against started servers, on both databases. */
@NullMarked
package dev.carillon.server.accounts;

import org.jspecify.annotations.NullMarked;
