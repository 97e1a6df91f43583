/** Tests of API tokens without a server around them. */
@NullMarked
package dev.carillon.server.token;

import org.jspecify.annotations.NullMarked;
