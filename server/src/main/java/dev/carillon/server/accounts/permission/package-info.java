/**
 * Groups, and the permissions that users have in folders: provides what {@code assets.folder} asks
 * for as {@code PermissionSource}. Which permission an operation needs is said where the operation
 * is, see {@link dev.carillon.server.assets.folder.Permission}; which role, licence and scope a
 * route needs, in {@code platform.http.AccessCheck}. Uses {@code login} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.accounts.permission;

import org.jspecify.annotations.NullMarked;
