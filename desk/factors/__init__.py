"""The second step of signing in: authenticator apps, passkeys and recovery codes."""
