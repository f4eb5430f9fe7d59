/** See `nameQueries`. In a shell the names that may be declared elsewhere are those of commands. */
export const bashNames = `
  (command_name (word) @use)
  (function_definition name: (word) @declare)
`;

/** Builtins (https://www.gnu.org/software/bash/manual/) and what POSIX systems have. */
export const bashGlobals: ReadonlySet<string> = new Set(
  `. : [ [[ alias bg break builtin case cd command continue declare dirs echo enable eval exec exit export false fc fg
  getopts hash help history if jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set
  shift shopt source suspend test then time times trap true type typeset ulimit umask unalias unset wait while awk basename
  cat chmod chown cmp cp curl cut date dd df diff dirname du env expand expr find fold grep egrep gzip gunzip head hostname
  id install join ln ls make mkdir mktemp mv od paste patch ps readlink realpath rm rmdir sed seq sh bash sleep sort split
  stat sudo tail tar tee touch tr tty uname uniq unzip wc wget which whoami xargs zip git docker npm node python python3
  pip`.split(/\s+/),
);

/** See `nameQueries`. */
export const powershellNames = `
  (command_name) @use
  (type_identifier) @use
  (function_name) @declare
  (class_statement (simple_name) @declare)
  (enum_statement (simple_name) @declare)
`;

/** Cmdlets and types that every script uses. */
export const powershellGlobals: ReadonlySet<string> = new Set(
  `Write-Host Write-Output Write-Error Write-Warning Write-Verbose Write-Debug Get-Item Get-ChildItem Get-Content
  Set-Content Add-Content Out-File Out-Null Test-Path Join-Path Split-Path Resolve-Path New-Item Remove-Item Copy-Item
  Move-Item New-Object Select-Object Where-Object ForEach-Object Sort-Object Group-Object Measure-Object Import-Module
  Export-ModuleMember Get-Command Get-Help Invoke-Expression Invoke-Command Start-Process Get-Process Stop-Process
  ConvertTo-Json ConvertFrom-Json Set-Location Get-Location Push-Location Pop-Location Get-Date Start-Sleep throw exit
  string int long bool double object array hashtable switch datetime void PSCustomObject PSObject char byte
  CmdletBinding Parameter`.split(/\s+/),
);
