/**
 * Groups, and the permissions of users in folders: provides what {@code assets.folder} asks for as
 * {@code PermissionSource}. Uses {@code login} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.accounts.access;

import org.jspecify.annotations.NullMarked;
