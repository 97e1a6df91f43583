/** Tests of API tokens without a server around them. */
@NullMarked
package dev.carillon.server.accounts.token;

import org.jspecify.annotations.NullMarked;
