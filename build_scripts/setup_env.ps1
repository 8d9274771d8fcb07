# Dot-sourced by run.ps1 and test.ps1; the twin of setup_env.sh.

$Root = Split-Path $PSScriptRoot
$Python = Join-Path $Root '.venv/Scripts/python.exe'

# Make .venv fit for use. Its own Python says whether it is; if not, another one mends it.
function Initialize-Environment([string] $Lock) {
    $setup = Join-Path $Root 'build_scripts/setup_env.py'
    if (Test-Path $Python) {
        & $Python -I -S $setup --is-ready $Lock
        if ($LASTEXITCODE -eq 0) { return }
    }
    $builder = Find-Python
    $options = @($builder | Select-Object -Skip 1)
    & $builder[0] @options -I $setup $Lock | Out-Host
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# Return the command, as a list of words, of a Python that is new enough; $env:PYTHON, when set, is the only candidate.
function Find-Python {
    $candidates = @(@('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('py', '-3'), @('python3'), @('python'))
    if ($env:PYTHON) { $candidates = @(, @($env:PYTHON)) }
    foreach ($candidate in $candidates) {
        if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
        $options = @($candidate | Select-Object -Skip 1)
        # The `python` that Windows puts on the PATH only opens its shop; so a candidate counts only if it runs.
        & $candidate[0] @options -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>&1 | Out-Null
        if ($LASTEXITCODE -eq 0) { return , $candidate }
    }
    Write-Host 'Python 3.11 or later is needed, and none was found. Install it from https://www.python.org/downloads/'
    exit 2
}
