# Start the handbook on Windows; the twin of `run`.
. (Join-Path $PSScriptRoot 'build_scripts/setup_env.ps1')
Initialize-Environment 'runtime'
# -P: a module of the same name in the caller's folder must not be taken for one of ours.
& $Python -P -m handbook @args
exit $LASTEXITCODE
