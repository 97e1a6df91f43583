/**
 * Groups, and who may do what in which folder: provides what {@code assets.folder} asks for as
 * {@code Rights}. Uses {@code login} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.accounts.access;

import org.jspecify.annotations.NullMarked;
