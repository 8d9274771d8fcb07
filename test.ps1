# Check everything on Windows; the twin of `test`. With arguments: only pytest, with these arguments.
. (Join-Path $PSScriptRoot 'build_scripts/setup_env.ps1')
Initialize-Environment 'dev'
Push-Location $PSScriptRoot
if (-not $env:QT_QPA_PLATFORM) { $env:QT_QPA_PLATFORM = 'offscreen' }

if ($args.Count -gt 0) {
    & $Python -m pytest @args
    $code = $LASTEXITCODE
    Pop-Location
    exit $code
}

$steps = [ordered]@{
    'ruff check'       = @('-m', 'ruff', 'check', '--output-format=concise')
    'ruff format'      = @('-m', 'ruff', 'format', '--check')
    'mypy'             = @('-m', 'mypy')
    'import contracts' = @('-c', 'import importlinter.cli as cli; cli.lint_imports_command()', '--no-logo')
    'handbook check'   = @('-m', 'handbook', 'check', 'content')
    'catalogues'       = @('build_scripts/update_catalogues.py', '--check')
    'sources'          = @('build_scripts/update_sources.py', '--check')
    'pytest'           = @('-m', 'pytest', '-n', '2')
}
$failed = @()
foreach ($step in $steps.GetEnumerator()) {
    Write-Host "`n== $($step.Key)"
    $arguments = $step.Value
    & $Python @arguments
    if ($LASTEXITCODE -ne 0) { $failed += $step.Key }
}
Pop-Location
if ($failed) {
    Write-Host "`n== failed: $($failed -join ', ')"
    exit 1
}
Write-Host "`n== all is well"
